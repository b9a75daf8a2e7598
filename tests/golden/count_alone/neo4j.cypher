MATCH (n0:Person) WHERE ((n0.adultOn > $p0 AND n0.areaKey STARTS WITH $p1) OR EXISTS { MATCH (n0)<-[:KIN_OF]-(n0_0:Kinship)-[:KIN]->(n0_1:Person) WHERE (n0_0.kind = $p2 AND n0_1.adultOn > $p0 AND n0_1.areaKey STARTS WITH $p1) RETURN 1 }) RETURN count(n0) AS row
//   $p0 = FromCaller(name='today')
//   $p1 = FromCaller(name='area')
//   $p2 = Fixed(value='CHILD')
MATCH (n0:Case) WHERE EXISTS { MATCH (n0)-[:ABOUT]->(n0_0:Person) WHERE ((n0_0.adultOn > $p0 AND n0_0.areaKey STARTS WITH $p1) OR EXISTS { MATCH (n0_0)<-[:KIN_OF]-(n0_1:Kinship)-[:KIN]->(n0_2:Person) WHERE (n0_1.kind = $p2 AND n0_2.adultOn > $p0 AND n0_2.areaKey STARTS WITH $p1) RETURN 1 }) RETURN 1 } AND n0.kind = $p3 RETURN count(n0) AS row
//   $p0 = FromCaller(name='today')
//   $p1 = FromCaller(name='area')
//   $p2 = Fixed(value='CHILD')
//   $p3 = Fixed(value='JUVENILE')
