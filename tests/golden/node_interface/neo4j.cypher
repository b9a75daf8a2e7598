MATCH (n0:Person) WHERE (n0.id = $p1 AND (n0.areaKey STARTS WITH $p0 OR n0.adultOn <= $p2)) RETURN n0{_ask: [(n0)<-[:SOURCE_OF]-(n0_s:SourceRecord)-[:KEPT_AT]->(n0_k:Agency) | n0_k.code], .id, _g1: CASE WHEN n0.areaKey STARTS WITH $p0 THEN n0{.familyName} END} AS row
//   $p0 = FromCaller(name='area')
//   $p1 = FromVariable(path=('a',))
//   $p2 = FromCaller(name='today')
MATCH (n0:Unit) WHERE n0.id = $p0 RETURN n0{.code, name: n0.nameEn} AS row
//   $p0 = FromVariable(path=('b',))
MATCH (n0:Person) WHERE (n0.id = $p0 AND (n0.areaKey STARTS WITH $p1 OR n0.adultOn <= $p2)) RETURN n0{.id} AS row
//   $p0 = Fixed(value='per_aaaaaaaaaaaaaaaa')
//   $p1 = FromCaller(name='area')
//   $p2 = FromCaller(name='today')
