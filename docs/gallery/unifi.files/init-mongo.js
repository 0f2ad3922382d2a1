// The first start of an empty database: the user that the application comes as.
const { MONGO_USER, MONGO_PASS, MONGO_DBNAME } = process.env;
db.getSiblingDB('admin').createUser({
  user: MONGO_USER,
  pwd: MONGO_PASS,
  roles: ['', '_stat', '_audit', '_restore'].map((end) => ({ db: MONGO_DBNAME + end, role: 'dbOwner' })),
});
