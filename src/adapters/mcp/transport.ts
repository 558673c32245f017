/** What is used of a transport of either SDK. */
export interface TransportLike {
  send(message: any, options?: any): Promise<void>;
  close(): Promise<void>;
  onmessage?: ((message: any, extra?: any) => void) | undefined;
  onclose?: (() => void) | undefined;
  onerror?: ((error: Error) => void) | undefined;
}

/** What is used of a client of either SDK. */
export interface ClientLike {
  connect(transport: any, options?: any): Promise<void>;
  close?(): Promise<void>;
  readonly transport?: TransportLike | undefined;
  getServerVersion?(): { readonly name?: string; readonly version?: string } | undefined;
  getNegotiatedProtocolVersion?(): string | undefined;
}

/** How a transport carries messages. */
export function kindOf(transport: TransportLike): "stdio" | "http" | "other" {
  // Ending a session and a process behind it are what only the one and only the other has.
  if ("terminateSession" in transport) return "http";
  return "pid" in transport && "stderr" in transport ? "stdio" : "other";
}
