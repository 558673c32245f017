const ISO_8601 =
  /^(\d{4})-(\d\d)-(\d\d)(?:[Tt ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d+))?)?\s?(?:([Zz])|([+-])(\d\d):?(\d\d)?)?)?$/;

/**
 * Epoch milliseconds of an ISO 8601 date or date and time; UTC where no zone is given. `undefined`
 * for anything else, days that no calendar has included. Fractions of a millisecond are cut off.
 */
export function readIsoTime(text: string): number | undefined {
  const found = ISO_8601.exec(text);
  if (found === null) return undefined;
  const [year, month, day, hour = 0, minute = 0, second = 0] = found
    .slice(1, 7)
    .map((part) => Number(part ?? 0));
  const ms = Number((found[7] ?? "").padEnd(3, "0").slice(0, 3));
  const midnight = hour === 24 && minute === 0 && second === 0 && ms === 0;
  if ((hour > 23 && !midnight) || minute > 59 || second > 59) return undefined;
  // Date.UTC reads the years 0 to 99 as 1900 to 1999.
  const date = new Date(0);
  date.setUTCFullYear(year!, month! - 1, day);
  if (date.getUTCMonth() !== month! - 1 || date.getUTCDate() !== day) return undefined;
  const [sign, zoneHours = "0", zoneMinutes = "0"] = found.slice(9, 12);
  if (Number(zoneHours) > 23 || Number(zoneMinutes) > 59) return undefined;
  const zone = (Number(zoneHours) * 60 + Number(zoneMinutes)) * (sign === "-" ? -1 : 1);
  return date.getTime() + ((hour * 60 + minute - zone) * 60 + second) * 1_000 + ms;
}
