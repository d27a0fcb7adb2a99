// canvas draws the captcha. It is native code: a prebuilt download, else built here.
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { run, step, succeeds } from './command.mjs';

const drawing = `
  const picture = require('canvas').createCanvas(20, 20).toBuffer('image/jpeg');
  process.exitCode = picture.length > 100 ? 0 : 1;
`;

export const canvas = {
  name: 'canvas',
  debian: [
    ...['build-essential', 'python3', 'pkg-config', 'libcairo2-dev', 'libpango1.0-dev'],
    ...['libjpeg-dev', 'libgif-dev', 'librsvg2-dev'],
  ],
  brew: ['pkg-config', 'cairo', 'pango', 'libpng', 'jpeg', 'giflib', 'librsvg', 'pixman'],
  elsewhere:
    'a C++ compiler, make, Python 3, pkg-config and the development files of Cairo, Pango, libjpeg, giflib and librsvg',

  // In a process of its own, for a native module that does not fit can crash the process it is in.
  isReady: () => succeeds(process.execPath, '-e', drawing),

  fetch() {
    step('getting canvas', () => rebuild());
    return canvas.isReady();
  },

  finish() {
    // From source: the download was tried before, and if there was one it did not work here.
    step('building canvas', () => rebuild({ npm_config_build_from_source: 'true' }));
  },
};

// Some people's npm runs no install scripts; this one is what we came for.
function rebuild(env = {}) {
  return run(['npm', 'rebuild', 'canvas', '--ignore-scripts=false'], { ...localHeaders(), ...env });
}

// Node's own header files, where they lie beside it, spare node-gyp a download.
function localHeaders() {
  const prefix = dirname(dirname(process.execPath));
  const exist = existsSync(join(prefix, 'include/node/node_version.h'));
  return exist && !process.env.npm_config_nodedir ? { npm_config_nodedir: prefix } : {};
}
