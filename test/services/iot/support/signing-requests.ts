// Certificate signing requests, made with OpenSSL for keys that nobody has any more.

/** The kind of key, the request, and the subject. */
export const signingRequests: readonly (readonly [string, string, string])[] = [
  [
    "an elliptic curve",
    `-----BEGIN CERTIFICATE REQUEST-----
MIHXMH8CAQAwHTENMAsGA1UEAwwEYnVveTEMMAoGA1UECgwDU2VhMFkwEwYHKoZI
zj0CAQYIKoZIzj0DAQcDQgAEahSJ2QRfhEvsua27OCwvKkvR6YImsgGjPiECEB2K
Ywz49CXE7HezW03Fq++D7OEvoj72EhvKalTOWgk8x/gF2aAAMAoGCCqGSM49BAMC
A0gAMEUCIBan7yO5pOILiRwNdX1+KqwiE2dAKzta08rZ7NNck7doAiEA2IaKNBbw
OfNuWS4BK449qPZ+bKW3SXe6CeEP6L3+qW0=
-----END CERTIFICATE REQUEST-----`,
    "CN=buoy\nO=Sea",
  ],
  [
    "RSA",
    `-----BEGIN CERTIFICATE REQUEST-----
MIICVjCCAT4CAQAwETEPMA0GA1UEAwwGaGFyYm9yMIIBIjANBgkqhkiG9w0BAQEF
AAOCAQ8AMIIBCgKCAQEA1HlT2hIi5EAcZXc1KS4zMyumo2mB0hnbvi96OGg4Gby0
ylRtXl0RG/OVy3wjs9gwUyCkDH8KXaAomM3QoRS80sJy4HIK7uTcVAM8Iub8bZIx
/Kqei2JvFF4TDuPgY33sMw0PaKtfZ+/hYyWKZX3gna7T5/7GF3JfgpzrQSnHRxi0
73Lr+useN9k5OA0NFdUH48S2Q8a+OGqzetAimKkIo6jD1YqV/PWdhR8HF47VkyrQ
Zdt1XQxqxasrOwgZVJln036LXSoTlskUuu3cvKNnIugayh5sUrQ0tmN2EeTFTa1Y
ikIwi8LFyeTYlFQPefY/ofUUPFXhGiZa37wE9KZRrwIDAQABoAAwDQYJKoZIhvcN
AQEMBQADggEBAFnO5/TvSeD6OJ1UwG96Y4Fmyc0kjCc0WvQPgGdjzh+d7ZoU15Iw
TAOh7nwVGrchmfLvNoL4wGQdKXD+GplSkhTBx7Q4WV4aWmChFtUBX0d+e6K0CkCK
QS9Kc5yM/EyDfpv+bGiHoFDvK+peEKLLfV2VjwLJ6NUyyTtGsFWGsduLjkgoiTfp
iiQ97xE6Ro5eJm2Wp8hKTc3qNons8+dNSKk0lVqA9E0YledWba/ctzaHLLzZX/qb
rioHz7x+c1XQcC8eZBgGGAd0wAfGYu6SMwn5hLJI484cPF9aKQfsnwiI8Hyfcy+J
eIOS36p1rNwTCjOj7wqmUGGfQr7dKR/QEd0=
-----END CERTIFICATE REQUEST-----`,
    "CN=harbor",
  ],
];
