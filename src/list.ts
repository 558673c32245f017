/** What can be in a list: it holds its own neighbours, so it is in one list at a time. */
export interface Linked<T> {
  older: T | undefined;
  newer: T | undefined;
}

/** A doubly linked list through its own members, oldest first. Everything costs O(1). */
export class List<T extends Linked<T>> {
  size = 0;
  oldest: T | undefined = undefined;
  newest: T | undefined = undefined;

  append(member: T): void {
    member.older = this.newest;
    if (this.newest === undefined) this.oldest = member;
    else this.newest.newer = member;
    this.newest = member;
    this.size++;
  }

  /** Takes out a member; it must be in this list. */
  remove(member: T): void {
    const { older, newer } = member;
    if (older === undefined) this.oldest = newer;
    else older.newer = newer;
    if (newer === undefined) this.newest = older;
    else newer.older = older;
    member.older = undefined;
    member.newer = undefined;
    this.size--;
  }

  /** Visits all members, oldest first. The one at hand may be taken out meanwhile. */
  each(visit: (member: T) => void): void {
    for (let member = this.oldest; member !== undefined;) {
      const { newer } = member;
      visit(member);
      member = newer;
    }
  }
}
