# Sizhi as one image: `serve` (the default), `worker`, or any other command of `sizhi`.

FROM node:20-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
# Not `npm ci`: the lock file lists programs of build tools for Linux alone, which it takes for damage.
RUN npm install
COPY . .
RUN npm run build

FROM node:20-bookworm-slim
ENV NODE_ENV=production \
    HOST=0.0.0.0 \
    PORT=3000 \
    SIZHI_DATA_DIR=/data
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm install --omit=dev \
 && npm cache clean --force \
 && mkdir /data \
 && chown node:node /data
COPY LICENSE README.md CHANGELOG.md ./
COPY bin ./bin
COPY data ./data
COPY --from=build /app/dist ./dist
USER node
EXPOSE 3000
HEALTHCHECK --interval=10s --timeout=3s --start-period=60s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/healthz`).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "bin/sizhi.mjs"]
CMD ["serve"]
