// Preloaded into Gatehouse to see where its time goes: what --cpu-prof does, which NODE_OPTIONS refuses.
const { writeFileSync } = require('node:fs');
const { Session } = require('node:inspector');
const path = require('node:path');

const session = new Session();
session.connect();
session.post('Profiler.enable');
session.post('Profiler.setSamplingInterval', { interval: 250 });
session.post('Profiler.start');
process.on('exit', () => {
  session.post('Profiler.stop', (_, { profile }) => {
    const file = path.join(process.env.PROFILE_FOLDER, `${process.pid}.cpuprofile`);
    writeFileSync(file, JSON.stringify(profile));
  });
});
