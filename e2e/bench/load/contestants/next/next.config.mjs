import config from '../../../next.config.mjs';

/** @type {import('next').NextConfig} */
export default { ...config, serverExternalPackages: ['better-auth', 'ioredis', 'pg'] };
