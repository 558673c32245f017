const MIB = 1024 * 1024;

/** Longer lines are not kept: what they say is not read. In bytes. */
export const LONGEST_LINE: number = 64 * MIB;

/** The same for people. */
export const LONGEST_LINE_SHOWN: string = `${LONGEST_LINE / MIB} MiB`;
