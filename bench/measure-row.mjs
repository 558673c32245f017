// Measures one row in a process of its own, so that no row finds the machine code that another has
// left behind. Prints the result as JSON. Usage: measure-row.mjs NAME SETTINGS
import { clocks } from "./measure/clocks.mjs";
import { rows } from "./rows/rows.mjs";

const [name, settings] = process.argv.slice(2);
const row = rows.find((row) => row.name === name);
if (row === undefined) throw new Error(`no row is called ${name}`);
const { clock, ...rest } = JSON.parse(settings);
console.log(JSON.stringify(await row.measure({ ...rest, now: clocks[clock] })));
