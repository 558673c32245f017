/** @typedef {import("./connection.mjs").Connection} Connection */
/** @typedef {import("./connection.mjs").Outcome} Outcome */

const LONG = "trigger-long-running-operation";
const ends = (/** @type {{ end: string }[]} */ outcomes) => outcomes.map((outcome) => outcome.end);

/**
 * Makes a release out of change fragments, with two servers: one holds the files, the other runs
 * the long operations. The first argument of each call says what it was made because of.
 *
 * @param {Connection} files
 * @param {Connection} jobs
 */
export async function release(files, jobs) {
  const [fileTools, jobTools] = await Promise.all([
    files.ask([files.connected], (client) => client.listTools()),
    jobs.ask([jobs.connected], (client) => client.listTools()),
    jobs.ask([jobs.connected], (client) => client.setLoggingLevel("debug")),
    jobs.ask([jobs.connected], (client) => client.ping()),
  ]);
  const [draft, checks] = await Promise.all([
    gather(files, jobs, fileTools.end),
    runChecks(jobs, jobTools.end),
  ]);
  const written = await writeChangelog(files, draft, checks);
  const done = await Promise.all([
    archive(files, draft.fragments, written),
    cancelled(jobs, written),
    timedOut(jobs, written),
    silent(jobs, written),
    unknown(jobs, written),
    lookAround(jobs, written),
  ]);
  const content = "Released: 12 changes. One audit was cut short, one index run was repeated.\n";
  const report = await files.call(done.flat(), "write_file", { path: "REPORT.md", content });
  await files.close([report.end]);
  await publish(jobs, report.end);
}

/**
 * Lists the fragments and reads them all at once, each because of the listing; then, because of
 * them, reads the old changelog and asks for a title, which the server in turn asks of the client.
 */
async function gather(
  /** @type {Connection} */ files,
  /** @type {Connection} */ jobs,
  /** @type {string} */ cause,
) {
  const listing = await files.call([cause], "list_directory", { path: "changes" });
  const names = [...textOf(listing).matchAll(/\[FILE\] (\S+)/g)].map((found) => `changes/${found[1]}`);
  const fragments = await Promise.all(
    names.map(async (path) => {
      const { end, result } = await files.call([listing.end], "read_text_file", { path });
      return { path, end, result };
    }),
  );
  const [old, title] = await Promise.all([
    files.call(ends(fragments), "read_text_file", { path: "CHANGELOG.md" }),
    jobs.call(ends(fragments), "trigger-sampling-request", { prompt: "Name this release", maxTokens: 20 }),
  ]);
  return { fragments, old, title };
}

/** @typedef {Awaited<ReturnType<typeof gather>>} Draft */

/** Three checks at once. The longest is asked first, so the answers come in the opposite order. */
function runChecks(/** @type {Connection} */ jobs, /** @type {string} */ cause) {
  return Promise.all([0.9, 0.6, 0.3].map((duration) => longRunning(jobs, [cause], duration, 3)));
}

/** One write because of all that was read, checked and asked; then an edit that takes two attempts. */
async function writeChangelog(
  /** @type {Connection} */ files,
  /** @type {Draft} */ { fragments, old, title },
  /** @type {Outcome[]} */ checks,
) {
  const content = `# Changelog\n\n## 1.1.0: a quieter release\n\n${fragments.map((f) => `- ${textOf(f)}`).join("")}\n`;
  const write = await files.call([old.end, title.end, ...ends(checks)], "write_file", {
    path: "CHANGELOG.md",
    content,
  });

  // It takes the old heading for granted, which the write has just replaced.
  const edit = (/** @type {string} */ cause, /** @type {string} */ oldText) =>
    files.call([cause], "edit_file", { path: "CHANGELOG.md", edits: [{ oldText, newText: "## 1.1.0" }] });
  const failed = await edit(write.end, "## 1.0.0: the first release");
  const reread = await files.call([failed.end], "read_text_file", { path: "CHANGELOG.md", head: 5 });
  return (await edit(reread.end, "## 1.1.0: a quieter release")).end;
}

/** Moves each fragment away: because it was read, and because the changelog now holds it. */
async function archive(
  /** @type {Connection} */ files,
  /** @type {Draft["fragments"]} */ fragments,
  /** @type {string} */ written,
) {
  const made = await files.call([written], "create_directory", { path: "changes/released" });
  const infos = await Promise.all(
    fragments.map(async ({ path, end }) => {
      const destination = path.replace("changes/", "changes/released/");
      const moved = await files.call([end, made.end], "move_file", { source: path, destination });
      return files.call([moved.end], "get_file_info", { path: destination });
    }),
  );
  return (await files.call(ends(infos), "directory_tree", { path: "." })).end;
}

/**
 * An audit that goes on for too long. At the fourth step the agent gives up and asks for a smaller
 * one. The server goes on telling of its progress.
 */
async function cancelled(/** @type {Connection} */ jobs, /** @type {string} */ cause) {
  const abort = new AbortController();
  const audit = await jobs.call(
    [cause],
    LONG,
    { duration: 2.4, steps: 8 },
    {
      signal: abort.signal,
      // Runs in the context of the progress it is told of, so the cancellation cites that.
      onprogress: ({ progress }) => void (progress === 4 && abort.abort("the audit takes too long")),
    },
  );
  return (await longRunning(jobs, [audit.end], 0.5, 2)).end;
}

/** An index run that the client waits for no longer than 700 ms; then again, with more patience. */
async function timedOut(/** @type {Connection} */ jobs, /** @type {string} */ cause) {
  const index = await longRunning(jobs, [cause], 1.5, 5, { timeout: 700 });
  return (await longRunning(jobs, [index.end], 0.6, 2, { timeout: 5_000 })).end;
}

/** An import without a progress token: for two seconds, nobody knows whether it is still alive. */
async function silent(/** @type {Connection} */ jobs, /** @type {string} */ cause) {
  return (await jobs.call([cause], LONG, { duration: 2, steps: 2 })).end;
}

/** A resource and a tool that do not exist: one is a JSON-RPC error, the other a result. */
async function unknown(/** @type {Connection} */ jobs, /** @type {string} */ cause) {
  const missing = await jobs.ask([cause], (client) => client.readResource({ uri: "demo://resource/none" }));
  const listing = await jobs.ask([missing.end], (client) => client.listResources());
  const uri = listing.result.resources[0].uri;
  const found = await jobs.ask([listing.end], (client) => client.readResource({ uri }));

  const wrong = await jobs.call([found.end], "sum", { a: 1, b: 2 });
  const tools = await jobs.ask([wrong.end], (client) => client.listTools());
  return (await jobs.call([tools.end], "get-sum", { a: 1, b: 2 })).end;
}

/** What else a client does: prompts, resources that change, small questions side by side. */
async function lookAround(/** @type {Connection} */ jobs, /** @type {string} */ cause) {
  const prompt = await jobs.ask([cause], (client) => client.getPrompt({ name: "simple-prompt" }));
  const uri = "demo://resource/dynamic/text/1";
  const subscribed = await jobs.ask([prompt.end], (client) => client.subscribeResource({ uri }));
  const on = await jobs.call([subscribed.end], "toggle-subscriber-updates");
  const read = await jobs.ask([on.end], (client) => client.readResource({ uri }));
  const off = await jobs.call([read.end], "toggle-subscriber-updates");
  const echo = (/** @type {string} */ message) => jobs.call([off.end], "echo", { message });
  return (await Promise.all(["one", "two", "three"].map(echo))).map((outcome) => outcome.end);
}

/** The server dies under the last call. */
async function publish(/** @type {Connection} */ jobs, /** @type {string} */ reported) {
  /** @type {(value?: unknown) => void} */
  let underWay = () => {};
  const twoSteps = new Promise((resolve) => (underWay = resolve));
  const lost = jobs.call(
    [reported],
    LONG,
    { duration: 2, steps: 8 },
    {
      onprogress: ({ progress }) => void (progress === 2 && underWay()),
    },
  );
  await twoSteps;
  jobs.kill();
  await lost;
}

/**
 * @param {Connection} jobs
 * @param {string[]} causes
 * @param {number} duration in seconds
 * @param {number} steps
 * @param {{ timeout?: number }} [options]
 */
function longRunning(jobs, causes, duration, steps, options) {
  return jobs.call(causes, LONG, { duration, steps }, { ...options, onprogress: () => {} });
}

/** @param {{ result: any }} outcome */
function textOf(outcome) {
  return /** @type {string} */ (outcome.result.content[0].text);
}
