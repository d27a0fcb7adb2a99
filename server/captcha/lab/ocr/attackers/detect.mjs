// Prints what is written in the picture files it is given, as one line of JSON.
import Ocr from '@gutenye/ocr-node';

const ocr = await Ocr.create({ onnxOptions: { intraOpNumThreads: 1, interOpNumThreads: 1 } });
const texts = [];
for (const file of process.argv.slice(2)) texts.push(await textOf(file));
console.log(JSON.stringify(texts));

async function textOf(file) {
  try {
    return (await ocr.detect(file)).map(({ text }) => text).join('');
  } catch {
    // It fails on pictures in which it detects nothing.
    return '';
  }
}
