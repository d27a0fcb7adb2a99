// Makes this folder ready: the project's packages, its own, and Tesseract.
import '../../tools/ensure.mjs';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { aptInstall, rootCommand } from '../../tools/apt.mjs';
import { onPath, run, say, step, stop } from '../../tools/command.mjs';

const folder = import.meta.dirname;
const stampFile = path.join(folder, 'node_modules/.gatehouse-ready');

installPackages();
installTesseract();

function installPackages() {
  const lock = readFileSync(path.join(folder, 'package-lock.json'));
  const stamp = createHash('sha256').update(lock).digest('hex');
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) return;
  const npmCi = () => run(['npm', 'ci', '--prefix', folder, '--ignore-scripts']);
  if (!step('installing the OCR and the other generators (400 MB)', npmCi)) {
    stop('npm could not install the packages of server/captcha/lab.');
  }
  writeFileSync(stampFile, stamp);
}

function installTesseract() {
  if (onPath('tesseract')) return;
  const debian = ['tesseract-ocr', 'tesseract-ocr-eng'];
  if (rootCommand()) step('apt-get install for tesseract', () => aptInstall(debian));
  if (!onPath('tesseract'))
    say(`without tesseract. To have it: apt-get install ${debian.join(' ')}`);
}
