#[cfg(test)]
mod tests {
    #[test]
    fn starts() {}

    #[test]
    #[ignore]
    fn later() {}
}
