// What running code does things because of: carried through `await`, read by adapters.
export { type Causes, CauseScope, currentCauses, withCause } from "./cause-scope.ts";
export {
  type CauseContext,
  type Outcomes,
  contextsInUse,
  currentContext,
  deliverIn,
} from "./cause-context.ts";
