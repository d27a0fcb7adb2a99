// A captcha as Express applications have it: svg-captcha, made a JPEG by sharp, its text in Redis.
import express from 'express';
import { Redis } from 'ioredis';
import sharp from 'sharp';
import svgCaptcha from 'svg-captcha';

sharp.concurrency(1); // it is given one core
const redis = new Redis(process.env.REDIS_URL);
const app = express();

app.get('/healthz', (_, response) => response.send('OK'));

app.get('/image_codes/:id', async (request, response) => {
  const { data, text } = svgCaptcha.create({
    size: 4,
    noise: 3,
    color: true,
    background: '#f4f4f4',
    width: 200,
    height: 70,
  });
  const jpeg = await sharp(Buffer.from(data)).jpeg().toBuffer();
  await redis.set(`image_code_${request.params.id}`, text, 'EX', 300);
  response.set('Cache-Control', 'no-store').type('image/jpeg').send(jpeg);
});

app.listen(Number(process.env.PORT), '127.0.0.1');
