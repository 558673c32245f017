/** Every error this library throws or rejects with carries one of these codes. */
export type ErrorCode =
  | "InvalidEvent"
  | "SourceFull"
  | "SourceClosed"
  | "AlreadyRun"
  | "Ended"
  | "Lagged"
  | "NotRetained";

/** An error with a code to branch on; the message says what happened and what to do. */
export class StreamError extends Error {
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = code;
    this.code = code;
  }
}

/** What was emitted is not an event. */
export class InvalidEvent extends StreamError {
  /** Where it is wrong: `"name"`, `"causes[1]"`; `"event"` for what is no object. */
  readonly field: string;

  constructor(field: string, message: string) {
    super("InvalidEvent", message);
    this.field = field;
  }
}

/** An in-memory source is at its capacity. */
export class SourceFull extends StreamError {
  constructor(message: string) {
    super("SourceFull", message);
  }
}

/** An in-memory source was closed or has failed. */
export class SourceClosed extends StreamError {
  constructor(message: string) {
    super("SourceClosed", message);
  }
}
