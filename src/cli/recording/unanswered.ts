/** Why there is no answer: said on standard error, with the exit status. */
export class Unanswered extends Error {
  readonly status: number;

  constructor(message: string, status = 2) {
    super(message);
    this.status = status;
  }
}
