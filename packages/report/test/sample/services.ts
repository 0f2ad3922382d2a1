/** The twelve everyday services of this repository, on two hosts, as the lab has them. */
export const everyday: readonly (readonly [name: string, title: string, category: string, host: string, image: string])[] = [
  ['metube', 'MeTube', 'downloads', 'docker-media', 'ghcr.io/alexta69/metube:2026.08.15'],
  ['sonarr', 'Sonarr', 'media', 'docker-media', 'lscr.io/linuxserver/sonarr:4.0.15'],
  ['jellyfin', 'Jellyfin', 'media', 'docker-media', 'jellyfin/jellyfin:10.10.7'],
  ['immich', 'Immich', 'media', 'docker-media', 'ghcr.io/immich-app/immich-server:v1.135.3'],
  ['gitea', 'Gitea', 'development', 'docker-apps', 'gitea/gitea:1.24.2'],
  ['homeassistant', 'Home Assistant', 'home', 'docker-apps', 'ghcr.io/home-assistant/home-assistant:2026.8.1'],
  ['adguardhome', 'AdGuard Home', 'infrastructure', 'docker-apps', 'adguard/adguardhome:v0.107.62'],
  ['uptime-kuma', 'Uptime Kuma', 'monitoring', 'docker-apps', 'louislam/uptime-kuma:1.23.16'],
  ['nextcloud', 'Nextcloud', 'productivity', 'docker-apps', 'nextcloud:31.0.6-apache'],
  ['paperless-ngx', 'Paperless-ngx', 'productivity', 'docker-apps', 'ghcr.io/paperless-ngx/paperless-ngx:2.17.1'],
  ['vaultwarden', 'Vaultwarden', 'security', 'docker-apps', 'vaultwarden/server:1.34.1'],
  ['it-tools', 'IT-Tools', 'utility', 'docker-apps', 'ghcr.io/corentinth/it-tools:2024.10.22'],
];
