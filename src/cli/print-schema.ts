import { readTypeDefs } from '../graphql/schema.ts';
import { type Command, exitCodes } from './command.ts';

/** Prints the schema, for tools that want it as a file. */
export const printSchemaCommand: Command = {
  usage: '',
  summary: 'Prints the GraphQL schema as SDL.',
  options: {},
  async run() {
    process.stdout.write(readTypeDefs());
    return exitCodes.ok;
  },
};
