// Stands for the Glue job `roll-up` on this machine. It is called as Glue calls a script, `--day 2026-11-23`; what it writes to
// its error output is the run's ErrorMessage if it fails.

const day = process.argv[process.argv.indexOf("--day") + 1];
if (!/^\d{4}-\d\d-\d\d$/.test(day ?? "")) {
  console.error(`There is no day '${day}'`);
  process.exit(1);
}
const readings = Array.from({ length: 24 }, (_, hour) => 10 + 6 * Math.sin(((hour - 8) / 24) * 2 * Math.PI));
const mean = readings.reduce((sum, each) => sum + each, 0) / readings.length;
console.log(`${day}: ${readings.length} readings, ${mean.toFixed(1)} °C on average`);
