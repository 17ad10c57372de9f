import axios, { AxiosInstance } from 'axios';
import { readFileSync } from 'fs';
import { Agent } from 'https';

export class WarehouseClient {
  private readonly http: AxiosInstance;

  constructor(baseURL: string, apiKey: string) {
    this.http = axios.create({
      baseURL,
      timeout: 10_000,
      headers: { 'x-api-key': apiKey },
      httpsAgent: new Agent({ keepAlive: true, ca: readFileSync('/etc/ssl/warehouse-ca.pem'), rejectUnauthorized: true }),
    });
  }

  async stock(sku: string): Promise<number> {
    const { data } = await this.http.get(`/stock/${encodeURIComponent(sku)}`);
    return data.available;
  }
}
