/**
 * A 64-bit hash of text as 16 hex digits, the same on every platform (two FNV-1a lanes with
 * different offsets, each finished with the murmur3 mixer). Cost O(length).
 */
export function hashOf(text: string): string {
  let a = 0x811c9dc5;
  let b = 0x9e3779b9;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    a = Math.imul(a ^ unit, 0x01000193);
    b = Math.imul(b ^ unit ^ (at & 0xff), 0x01000193);
  }
  return hex(mixed(a)) + hex(mixed(b ^ a));
}

function mixed(lane: number): number {
  lane = Math.imul(lane ^ (lane >>> 16), 0x85ebca6b);
  lane = Math.imul(lane ^ (lane >>> 13), 0xc2b2ae35);
  return lane ^ (lane >>> 16);
}

function hex(lane: number): string {
  return (lane >>> 0).toString(16).padStart(8, "0");
}
