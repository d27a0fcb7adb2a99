import { picture } from '../../../picture';

export function GET() {
  return picture();
}
