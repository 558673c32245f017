// Part of the build: tsc copies no JSON, and editors read the schema of rule files from the package.
import { copyFileSync } from "node:fs";

copyFileSync("src/rules/schema.json", "dist/rules/schema.json");
