FROM node:24.19.0-trixie-slim
RUN npm ci
RUN npm run build
RUN npm prune
CMD ["node", "server.js"]
