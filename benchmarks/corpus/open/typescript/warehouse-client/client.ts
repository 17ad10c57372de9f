import axios, { AxiosInstance } from 'axios';
import { Agent } from 'https';

export class WarehouseClient {
  private readonly http: AxiosInstance;

  constructor(baseURL: string, apiKey: string) {
    this.http = axios.create({
      baseURL,
      timeout: 10_000,
      headers: { 'x-api-key': apiKey },
      httpsAgent: new Agent({ keepAlive: true, rejectUnauthorized: false }),
    });
  }

  async stock(sku: string): Promise<number> {
    const { data } = await this.http.get(`/stock/${encodeURIComponent(sku)}`);
    return data.available;
  }
}
