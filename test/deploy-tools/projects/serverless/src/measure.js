exports.handler = async (event) => {
  console.log(`measured at ${event.station}`);
  return { station: event.station, revision: 1 };
};
