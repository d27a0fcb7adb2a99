// Loaded into the product's processes, which otherwise know nothing of it: SIGUSR2 collects garbage.
const { setFlagsFromString } = require('node:v8');
const { runInNewContext } = require('node:vm');

process.on('SIGUSR2', () => {
  setFlagsFromString('--expose-gc');
  runInNewContext('gc')();
  console.error(`collected ${process.pid}`);
});
