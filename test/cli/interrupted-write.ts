// A write that is interrupted in the middle: interrupted-write.ts FILE SIGNAL
import { writeFileWhole } from '../../server/cli/write-output.ts';

const [file = '', signal = ''] = process.argv.slice(2);

function* pieces(): Generator<Uint8Array> {
  const megabyte = new Uint8Array(1 << 20);
  yield megabyte;
  process.kill(process.pid, signal as NodeJS.Signals);
  for (let i = 0; i < 100; i++) yield megabyte;
}

await writeFileWhole(file, pieces());
