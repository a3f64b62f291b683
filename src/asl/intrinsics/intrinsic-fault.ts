// An intrinsic function cannot do what it is asked. The compiled call puts the text of the call around the message.

export class IntrinsicFault extends Error {
  override readonly name = "IntrinsicFault";
  readonly error: string;

  constructor(message: string, error = "States.IntrinsicFailure") {
    super(message);
    this.error = error;
  }
}
