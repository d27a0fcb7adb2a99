# What people download: nothing but Node, the libraries that draw, and the build.
ARG NODE=24
FROM node:${NODE}-bookworm-slim AS base
WORKDIR /gatehouse
ENV NEXT_TELEMETRY_DISABLED=1

# canvas is native code and has no prebuilt binary for every machine.
FROM base AS packages
RUN apt-get update \
  && apt-get install -y --no-install-recommends build-essential python3 pkg-config \
    libcairo2-dev libpango1.0-dev libjpeg-dev libgif-dev librsvg2-dev \
  && rm -rf /var/lib/apt/lists/*
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts && npm rebuild canvas --ignore-scripts=false

FROM packages AS build
COPY . .
# Once it is built, nobody uses Next's compiler and image library, TypeScript, types and source maps.
RUN npx next build && rm -rf .next/cache .next/trace* .next/diagnostics .next/types \
  && npm prune --omit=dev --ignore-scripts \
  && cd node_modules \
  && rm -rf @next/swc-* @img sharp typescript @typescript canvas/build/Release/obj.target \
  && find . \( -name '*.map' -o -name '*.d.*ts' -o -name '*.d.ts' \) -delete

FROM base
RUN apt-get update \
  && apt-get install -y --no-install-recommends \
    libcairo2 libpango-1.0-0 libpangocairo-1.0-0 libjpeg62-turbo libgif7 librsvg2-2 \
  && rm -rf /var/lib/apt/lists/*
COPY --from=build /gatehouse/package.json /gatehouse/next.config.mjs ./
COPY --from=build /gatehouse/node_modules ./node_modules
COPY --from=build /gatehouse/db/migrations ./db/migrations
COPY --from=build /gatehouse/server/captcha/glyphs.bin /gatehouse/server/captcha/speech.bin ./server/captcha/
COPY --from=build /gatehouse/server/serve.mjs ./server/
COPY --from=build /gatehouse/server/serve ./server/serve
COPY --from=build /gatehouse/.next ./.next
# All of it is root's, so whoever runs it cannot change it; nothing is written but to the stores.
USER node
ENV NODE_ENV=production METRICS_HOST=0.0.0.0
EXPOSE 3000 9464
HEALTHCHECK --interval=10s --timeout=5s --start-period=20s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT || 3000}/healthz`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
# Not npm, which would stand between us and SIGTERM.
CMD ["node", "server/serve.mjs"]
