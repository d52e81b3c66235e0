/**
 * Where pg-boss keeps its tables: a schema of Sizhi's own, since another program that uses pg-boss may share the database under
 * the usual name. The migration that makes it has the name as well.
 */
export const QUEUE_SCHEMA = 'sizhi_queue';
