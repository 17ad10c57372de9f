import { DataTypes, Model, Sequelize } from 'sequelize';

const sequelize = new Sequelize(process.env.DATABASE_URL as string);

export class User extends Model {
  declare name: string;
  declare email: string;
  declare role: string;
}

User.init({ name: DataTypes.STRING, email: DataTypes.STRING, role: { type: DataTypes.STRING, defaultValue: 'customer' } }, { sequelize });
