import { writeDocument } from '../../repositories/job-repository.ts';
import { auditRegister } from '../audit/audit-register.ts';
import type { JobHandler } from './job-handlers.ts';
import { pack } from './pack.ts';

/** `POST /audits` that need not be answered at once. The input is its body. */
export const auditJob: JobHandler = async (input, tools) => {
  if (!(input instanceof Uint8Array))
    throw new Error('the input of an audit is the body, as bytes');
  const { knex, pool, config, jobId, signal, progress } = tools;
  progress(0.05, { zh: '正在检查', en: 'auditing' });
  const body = new Uint8Array(input);
  const read = await pool.run(
    'audit',
    { body, maxVertices: config.maxVertices },
    { signal, transfer: [body.buffer] },
  );
  const { json } =
    read.kind === 'result' ? read : await auditRegister(knex, pool, read.request, signal);
  progress(0.95, { zh: '正在保存结果', en: 'storing the result' });
  const document = await pack(json);
  return {
    result: `/jobs/${jobId}/result`,
    save: (trx) => writeDocument(trx, jobId, document),
  };
};
