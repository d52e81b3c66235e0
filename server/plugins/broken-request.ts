import { randomUUID } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { DomainError } from '#contract/domain-error.ts';
import { PROBLEM_MEDIA_TYPE } from '#contract/problem.ts';
import type { ProblemCode } from '#contract/problem-catalogue.ts';
import type { Message } from '#engine/coverage/types.ts';
import { buildProblem } from './problem-details.ts';

const KINDS: Record<string, [ProblemCode, Message]> = {
  HPE_HEADER_OVERFLOW: [
    'headers-too-large',
    { zh: '请求行与标头合计过大。', en: 'The request line and headers are too large.' },
  ],
  ERR_HTTP_REQUEST_TIMEOUT: [
    'request-timeout',
    { zh: '请求未在时限内发送完毕。', en: 'The request was not sent completely in time.' },
  ],
};

const MALFORMED: [ProblemCode, Message] = [
  'bad-request',
  { zh: '这不是有效的 HTTP 请求。', en: 'This is not a valid HTTP request.' },
];

/** Answers what never became a request: there is no reply object, only the socket. */
export function answerBrokenRequest(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const fault = new DomainError(...(KINDS[error.code ?? ''] ?? MALFORMED));
  const problem = buildProblem(fault, 'en', `urn:sizhi:request:${randomUUID()}`);
  const body = JSON.stringify(problem);
  const head = [
    `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status]}`,
    `Content-Type: ${PROBLEM_MEDIA_TYPE}`,
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
}
