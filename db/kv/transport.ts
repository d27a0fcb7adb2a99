/** A Redis command as @vercel/kv makes it: its name, then its arguments. */
export type Command = (string | number)[];

/** What Redis answers to one command, in the form the REST protocol gives it. */
export type Reply = { result?: unknown; error?: string };

/** Something that carries commands to a store that is not reached over REST. */
export interface Transport {
  one(command: Command): Promise<Reply>;
  pipeline(commands: Command[]): Promise<Reply[]>;
  /**
   * All commands as one transaction: nobody else's command runs in between. Where the store
   * discards it whole, every reply is the same EXECABORT error.
   */
  transaction(commands: Command[]): Promise<Reply[]>;
}
