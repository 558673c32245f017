import { nameMatches, type Selector } from "../../pattern/selector.ts";
import { nearestFew } from "../../rules/nearest.ts";

/** The names of the events that were read, to hold selectors against. */
export class NamesSeen {
  readonly #names: ReadonlySet<string>;
  /** Names that were not seen, and of which that was told. */
  readonly #told = new Set<string>();

  constructor(names: ReadonlySet<string>) {
    this.#names = names;
  }

  has({ name }: Selector): boolean {
    return [...this.#names].some((seen) => nameMatches(name, seen));
  }

  /** Why a selector matched nothing, to go behind that; of a name the nearest ones only once. */
  why(selector: Selector): string {
    const { name, label } = selector;
    if (this.has(selector))
      return label === undefined ? "" : `; "${name}" was seen, but "${label}" never held`;
    const near = this.#told.has(name)
      ? ""
      : `; nearest seen: ${nearestFew(name, this.#names, 3, { far: true }).join(", ")}`;
    this.#told.add(name);
    return `; no event is called "${name}"${near}`;
  }
}
