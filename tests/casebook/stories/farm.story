# Who takes part, and four pigs born in pen F1 of farm 一号场 with their tags. Nothing happened to them yet.
station farm-01 farm group:1411300001/F1 一号场
station farm-02 farm group:1411240002/Q1 二号场
station truck-01 transport - 王家运输
station plant-01 slaughter place:plant-01 吕梁屠宰厂
station packer-01 packer place:packer-01 分割包装车间
station shop-01 shop place:shop-01 离石门店
station shop-02 shop place:shop-02 太原门店
name P1 = pig:114113000000001
name P2 = pig:114113000000002
name P3 = pig:114113000000003
name P4 = pig:114113000000004
name F1 = group:1411300001/F1
name F2 = group:1411300001/F2
name F3 = group:1411300001/F3
name BARN = group:1411300001/栋1
name Q1 = group:1411240002/Q1
name TRUCK = truck:晋J12345
name TRUCK2 = truck:晋J54321
name DRUG = input:pharma/D1
name FEED = input:nongda/F2611
name C1 = carcass:plant-01/20260701/1
name C2 = carcass:plant-01/20260701/2
[birth] 01-01 08:00 farm-01 birth out=$P1,$P2,$P3,$P4 to=$F1 by=op-1
