// After `npm install`: names in package-lock.json the optional binaries of other platforms that the
// registry in use does not carry. npm leaves them out, and `npm ci` then refuses the lock on every
// platform. Run it with `npm run lock`; it changes nothing where nothing is missing.
import { readFileSync, writeFileSync } from "node:fs";

const path = new URL("../package-lock.json", import.meta.url);
const lock = JSON.parse(readFileSync(path, "utf8"));
const added = [];

for (const [place, { optionalDependencies = {}, dev }] of Object.entries(lock.packages)) {
  for (const [name, version] of Object.entries(optionalDependencies)) {
    const platform = platformOf(name);
    if (platform === undefined || isLocked(place, name)) continue;
    if (!/^\d/.test(version)) throw new Error(`${place} does not pin ${name}: ${version}`);
    const { cpu, libc, os } = platform;
    lock.packages[`node_modules/${name}`] = { version, cpu, dev, libc, optional: true, os };
    added.push(name);
  }
}

if (added.length > 0) {
  // In the order npm writes them, so that its next install does not move them.
  const [root, ...others] = Object.entries(lock.packages);
  others.sort(([a], [b]) => a.localeCompare(b, "en"));
  lock.packages = Object.fromEntries([root, ...others]);
  writeFileSync(path, `${JSON.stringify(lock, null, 2)}\n`);
}
console.log(`${added.length} binaries of other platforms added to package-lock.json`);

/** Whether a package in `place` finds `name`, in its own folder or in one above. */
function isLocked(place, name) {
  for (let at = place; ; at = at.slice(0, Math.max(0, at.lastIndexOf("/node_modules/")))) {
    if (`${at}${at && "/"}node_modules/${name}` in lock.packages) return true;
    if (!at) return false;
  }
}

/** What a binary's name says of where it runs: `…-linux-x64-musl`, `…/darwin-arm64`. */
function platformOf(name) {
  const match =
    /[/-](android|darwin|freebsd|linux|openharmony|win32)-(arm|arm64|ia32|loong64|ppc64|riscv64|s390x|x64)(?:-(\w+))?$/.exec(
      name,
    );
  if (match === null) return undefined;
  const [, os, cpu, abi] = match;
  const libc = os !== "linux" || abi === undefined ? undefined : abi.startsWith("musl") ? "musl" : "glibc";
  return { cpu: [cpu], libc: libc && [libc], os: [os] };
}
