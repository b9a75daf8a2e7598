MATCH (n0:Unit) WHERE n0.kind = $p1 RETURN n0{_cursor: [n0.areaKey], .code} AS row ORDER BY n0.areaKey DESC LIMIT $p0
//   $p0 = Fixed(value=4)
//   $p1 = Fixed(value='PROBATION')
