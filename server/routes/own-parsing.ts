import type { FastifySchemaCompiler } from 'fastify';

/**
 * For routes that read their parameters and bodies themselves: the schema describes them in the API
 * definition, while the service gives better messages, with places, in both languages.
 */
export const acceptAsIs: FastifySchemaCompiler<unknown> = () => (value: unknown) => ({ value });
