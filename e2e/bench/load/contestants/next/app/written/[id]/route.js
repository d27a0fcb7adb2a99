import { Redis } from 'ioredis';
import { picture } from '../../../picture';

const redis = new Redis(process.env.REDIS_URL ?? '', { lazyConnect: true });

export async function GET(_, { params }) {
  const { id } = await params;
  await redis.set(`image_code_${id}`, 'ACE3', 'EX', 300);
  return picture();
}
