import { expect, test } from 'vitest';
import { statementsIn } from './postgres-wire';

function message(type: string, ...texts: string[]): Buffer {
  const body = Buffer.from(texts.map((text) => `${text}\0`).join(''));
  const length = Buffer.alloc(4);
  length.writeInt32BE(4 + body.length);
  return Buffer.concat([Buffer.from(type), length, body]);
}

test('each statement that is carried out is noted, in whatever pieces it comes', () => {
  const all = Buffer.concat([
    message('', 'startup'),
    message('Q', 'begin'),
    message('P', 'one', 'select 1'),
    message('P', '', 'select 2'),
    message('B', '', 'one'),
    message('E', ''),
    message('B', '', ''),
    message('E', ''),
    message('S'),
    message('B', '', 'one'),
    message('E', ''),
  ]);
  const expected = ['begin', 'select 1', 'select 2', 'select 1'];
  for (const size of [1, 7, all.length]) {
    const noted: string[] = [];
    const read = statementsIn((statement) => noted.push(statement));
    for (let at = 0; at < all.length; at += size) read(all.subarray(at, at + size));
    expect(noted).toEqual(expected);
  }
});
