import { runCommand } from '../command';
import { operate } from './operator';

/** `npm run guard`. */
runCommand(operate);
