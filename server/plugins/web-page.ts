import { existsSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { packageRoot } from '../services/package-root.ts';

/** Where Vite puts the page. */
export const webDirectory = (): string => join(packageRoot(), 'dist', 'web');

/**
 * Serves the built page's files, each under a route of its own: an unknown address stays a problem
 * document. `/` is not among them, see the landing route.
 */
export async function addWebPage(
  app: FastifyInstance,
  directory: string = webDirectory(),
): Promise<void> {
  const isBuilt = existsSync(join(directory, 'index.html'));
  app.decorateReply('sendPage', function sendPage(this: FastifyReply) {
    if (!isBuilt) return this.status(503).type('text/html; charset=utf-8').send(NOT_BUILT);
    return this.header('cache-control', 'no-cache').sendFile('index.html');
  });
  if (!isBuilt) return;
  await app.register(fastifyStatic, {
    root: directory,
    wildcard: false,
    index: false,
    cacheControl: false,
    setHeaders: (reply, path) => {
      // Vite puts a digest of the content into the names below assets/.
      const isDigested = path.startsWith(join(directory, 'assets'));
      const policy = isDigested ? 'public, max-age=31536000, immutable' : 'no-cache';
      reply.header('cache-control', policy);
    },
  });
}

declare module 'fastify' {
  interface FastifyReply {
    /** Answers with the web page, or says how to build it. */
    sendPage(): FastifyReply;
  }
}

const NOT_BUILT = `<!doctype html>
<html lang="zh-CN">
<meta charset="utf-8">
<title>Sizhi 四至</title>
<h1>网页尚未构建 · The page is not built</h1>
<p>请在安装目录运行 <code>npm run build</code> 后重新启动。接口仍可用：<a href="docs">/docs</a>。</p>
<p lang="en">Run <code>npm run build</code> where Sizhi is installed and start it again. The API works: <a href="docs">/docs</a>.</p>
</html>
`;
