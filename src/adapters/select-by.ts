import { type CausalEvent, type Selector, where } from "../index.ts";

/** Takes an event if what it is about is one of `values`; any, where there are none. */
export type Select = (...values: readonly string[]) => Selector<CausalEvent<any>>;

/** Selects events of a name by a field of their data. */
export function selectBy(name: string, field: string): Select {
  return (...values) => {
    const any = values.length === 0;
    const selector = where(name, ({ data }) => any || values.includes(data[field]));
    return { ...selector, label: any ? undefined : values.join("|") };
  };
}
