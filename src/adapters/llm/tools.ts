/** A tool of the AI SDK, or whatever has an `execute`. */
interface Executable {
  readonly execute?: ((...args: any[]) => unknown) | undefined;
}

/** Runs what a tool does for a call. */
export type RunTool = <T>(callId: string, run: () => T) => T;

/**
 * The same tools, each run for the call that it was made by. An `execute(input, { toolCallId })` says
 * which; a plain function is called as `fn(input, { toolCallId })` or `fn(input, toolCallId)`. Called
 * without an id, a tool runs as it is.
 */
export function wrapTools<Tools extends object>(tools: Tools, run: RunTool): Tools {
  const wrapped = Object.entries(tools).map(([name, tool]: [string, unknown]) => {
    if (typeof tool === "function") return [name, around(tool as AnyFunction, run)];
    const { execute } = (tool ?? {}) as Executable;
    if (typeof execute !== "function") return [name, tool];
    const copy = Object.create(
      Object.getPrototypeOf(tool) as object,
      Object.getOwnPropertyDescriptors(tool),
    ) as object;
    Object.defineProperty(copy, "execute", {
      value: around(execute, run),
      enumerable: true,
      configurable: true,
      writable: true,
    });
    return [name, copy];
  });
  return Object.fromEntries(wrapped) as Tools;
}

type AnyFunction = (...args: any[]) => unknown;

function around(execute: AnyFunction, run: RunTool): AnyFunction {
  return function (this: unknown, ...args: unknown[]) {
    const id = callIdIn(args[1]);
    return id === undefined ? execute.apply(this, args) : run(id, () => execute.apply(this, args));
  };
}

function callIdIn(options: unknown): string | undefined {
  const id =
    typeof options === "object" && options !== null
      ? (options as { toolCallId?: unknown }).toolCallId
      : options;
  return typeof id === "string" && id !== "" ? id : undefined;
}
