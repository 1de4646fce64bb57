namespace Penstock.Bench;

/// <summary>One turn of one system under one workload: one connection, the open loop, 16 connections, 64 connections.</summary>
internal sealed record Round(Sample One, Sample Paced, Sample Sixteen, Sample SixtyFour);
