/** What a run may be measured by, in ms. @type {Record<string, () => number>} */
export const clocks = {
  wall: () => performance.now(),
  /** Of this process, its collector and compilers included: on a machine with other work to do. */
  cpu: () => {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1000;
  },
};
