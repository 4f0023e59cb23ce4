// What crosses the border, beside what a page would use instead:  main.mjs [SECTION...]
// Figures are ratios within one run, medians; the absolute ones are printed to be looked at.
const sections = ['candidates', 'descriptions', 'stats', 'page', 'ready', 'connect'];

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !sections.includes(name));
if (unknown.length > 0) {
  console.error(`bench border: unknown section ${unknown.join(', ')}; known are ${sections.join(', ')}`);
  process.exit(2);
}
for (const name of asked.length > 0 ? asked : sections) {
  const { run } = await import(`./${name}.mjs`);
  await run();
}
process.exit(0); // timers of the Go runtime would keep the process
