/** What an operator typed cannot be done; the message says what to do instead. */
export class Mistake extends Error {}
